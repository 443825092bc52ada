//! What an editor shows beside a key of a record, and examples of values.
//! Only words: never decides which keys there are.

/// Help for a key of a record, by the list that holds the record.
pub fn nested(list: &str, key: &str) -> &'static str {
    match (list, key) {
        ("attachments" | "photos", "file") => "文件，路径相对于本文件",
        ("attachments" | "photos", "title") => "页面上显示的名字",
        ("waive", "code") => "检查结果方括号里的代码",
        ("waive", "reason") => "为什么可以放行",
        ("problems", "id") => "本报告内的编号，如 p1；下一年用 报告编号#p1 指它",
        ("problems", "title") => "问题是什么",
        ("problems", "source") => "谁指出的，如 县委述职评议",
        ("problems", "cause") => "原因",
        ("problems", "closed") => "销号的日期；没有销号就不写",
        ("problems", "result") => "整改的结果",
        ("problems", "recurs") => "复发的旧问题，如 reports/2021/dangwei#p1",
        ("problems", "measures") => "整改措施的列表",
        ("measures", "title") => "做什么",
        ("commitments", "who") => "谁承诺的",
        ("commitments", "title") => "承诺办什么事",
        ("commitments", "count") => "一条代表几件；不写就是 1",
        ("commitments", "completed") => "办结了几件",
        ("targets", "indicator") => "指标的名称，与下一年“指标”里的名称相同",
        ("targets", "op") => "不少于、不超过、等于、超过、低于",
        ("targets", "year") => "哪一年达到",
        ("tasks", "title") => "任务是什么",
        ("tasks", "list") => "属于哪份清单",
        ("tasks", "state") => "未开始、进行中、已完成、逾期",
        ("indicators", "name") => "指标的名称，各年写法要一样",
        ("indicators", "year") => "哪一年的数；不写就是本条目的年度",
        ("indicators", "target") => "原定的目标",
        ("indicators", "source") => "数据的出处",
        ("claims", "text") => "报告里的原话，如 召开党委会议26场次",
        ("claims", "form") => "按活动的哪种“形式”去数",
        ("claims", "tag") => "按活动的哪个“标签”去数",
        _ => shared(key),
    }
}

/// Help for keys that mean the same in every record.
fn shared(key: &str) -> &'static str {
    match key {
        "value" => "数值；脱敏的写 \"**\"",
        "unit" => "单位，如 万元",
        "branch" => "哪个支部的；不写就是本条目的支部",
        "evidence" => "佐证条目的编号，如 activities/2022/…",
        "owner" => "责任人",
        "due" => "时限，日期",
        "done" => "完成的日期；没有完成就不写",
        _ => "",
    }
}

/// A value as an author would write it, behind the key's alias; "" where the help says it all.
pub fn example(key: &str) -> &'static str {
    match key {
        "title" => "上村党支部一季度党员大会",
        "kind" => "活动",
        "date" | "recorded" => "2022-03-30",
        "branch" => "上村党支部",
        "tags" => "[集体经济, 述职评议]",
        "audience" => "内部",
        "number" => "Z109-WS·2022-Y-BGS-0001",
        "retention" => "30年",
        "attachments" => "[files/签到表.xlsx]",
        "photos" => "[{ 文件: photos/1.jpg, 标题: 会场 }]",
        "evidence" => "[activities/2022/dangke-0316]",
        "waive" => "[{ 代码: leak.landline, 理由: 对外公布的电话 }]",
        "form" => "支部党员大会",
        "start" | "end" => "14:30",
        "expected" | "attended" | "absent" | "observers" => "12",
        "agenda" | "resolutions" => "[审议年度计划]",
        "level" => "县级",
        "document_number" => "云溪党发〔2022〕5号",
        "recipients" => "[上村党支部]",
        "indicators" => "[{ 名称: 集体经济收入, 值: 11.8, 单位: 万元 }]",
        "problems" => "[{ 编号: p1, 事项: 参会率低, 措施: [{ 事项: 线上参会, 时限: 2022-06-30 }] }]",
        "commitments" => "[{ 承诺人: 张三, 事项: 修水渠, 时限: 2022-09-30 }]",
        "targets" => "[{ 指标: 培训班, 算符: 不少于, 值: 4, 单位: 期, 年: 2023 }]",
        "tasks" => "[{ 事项: 支部换届, 清单: 重点任务, 状态: 进行中 }]",
        "claims" => "[{ 表述: 召开党委会议26场次, 值: 26, 形式: 党委会议 }]",
        _ => "",
    }
}
