//! Whether the level of an award fits whoever gave it, by the last unit that the issuer's name names.
//! Never doubts an issuer in whose name it knows no unit.

use super::Finding;
use crate::diag::CheckFault;
use crate::diag::check::BothKeys;
use crate::model::Entry;
use crate::model::checks::Checks;
use crate::model::entry::{Details, LEVELS, Level};

/// The finding of one award.
pub fn find<'a>(entry: &'a Entry, checks: &Checks) -> Option<Finding<'a>> {
    let Details::Award(award) = &entry.details else { return None };
    let (level, issuer) = (award.level?, award.issuer.as_deref()?);
    let fits = levels(issuer, checks);
    let first = *fits.first()?;
    let fault = CheckFault::AwardLevel { level: words(level), issuer: issuer.to_owned(), fits: words(first) };
    (!fits.contains(&level)).then(|| Finding::key(entry, "level", fault))
}

fn words(level: Level) -> BothKeys {
    LEVELS.iter().find(|(known, _, _)| *known == level).map_or(("", ""), |(_, en, zh)| (en, zh))
}

/// The levels that an issuer's award can have, the likeliest first; none where its name tells nothing.
fn levels(issuer: &str, checks: &Checks) -> Vec<Level> {
    if let Some((_, level)) = checks.issuers.iter().find(|(word, _)| issuer.contains(word.as_str())) {
        return vec![*level];
    }
    if is_city_like_a_province(issuer) {
        return vec![Level::Provincial];
    }
    let ends = UNITS.iter().filter_map(|unit| Some((last(issuer, unit)?, unit.levels)));
    let national = || NATIONAL.iter().any(|word| issuer.contains(word)).then_some([Level::National].as_slice());
    let unit = ends.max_by_key(|(at, _)| *at).map(|(_, levels)| levels);
    unit.or_else(national).unwrap_or_default().to_vec()
}

/// The four cities that rank as provinces.
const CITIES: [&str; 4] = ["北京市", "上海市", "天津市", "重庆市"];

/// Words of issuers that belong to the whole country.
const NATIONAL: [&str; 6] = ["中共中央", "党中央", "国务院", "全国", "国家", "中央"];

/// A character that ends a unit's name, and what it means elsewhere.
struct Unit {
    end: char,
    not_before: &'static [char],
    not_behind: &'static [char],
    levels: &'static [Level],
}

const UNITS: [Unit; 8] = [
    Unit { end: '省', not_before: &[], not_behind: &[], levels: &[Level::Provincial] },
    // 内蒙古自治区, but not 城关区.
    Unit {
        end: '治',
        not_before: &[],
        not_behind: &['政'],
        levels: &[Level::Provincial, Level::Municipal, Level::County],
    },
    // A city may rank as a county.
    Unit { end: '市', not_before: &['场'], not_behind: &['城'], levels: &[Level::Municipal, Level::County] },
    Unit { end: '州', not_before: &['大', '市', '省'], not_behind: &[], levels: &[Level::Municipal] },
    Unit { end: '县', not_before: &[], not_behind: &[], levels: &[Level::County] },
    // A district of one of the four cities ranks as a city.
    Unit {
        end: '区',
        not_before: &['域'],
        not_behind: &['社', '校', '园', '治', '景', '矿', '小'],
        levels: &[Level::County, Level::Municipal],
    },
    Unit { end: '镇', not_before: &[], not_behind: &['城', '乡'], levels: &[Level::Township] },
    Unit { end: '乡', not_before: &['村', '镇'], not_behind: &['城'], levels: &[Level::Township] },
];

/// Where a unit's name ends in a text, the last time.
fn last(text: &str, unit: &Unit) -> Option<usize> {
    let chars: Vec<char> = text.chars().collect();
    (1..chars.len()).rev().find(|i| {
        let next = chars.get(i + 1);
        chars[*i] == unit.end
            && !unit.not_behind.contains(&chars[i - 1])
            && !next.is_some_and(|c| unit.not_before.contains(c))
    })
}

/// Whether a name names one of the four cities and nothing below it.
fn is_city_like_a_province(text: &str) -> bool {
    CITIES.iter().any(|city| text.split_once(city).is_some_and(|(_, rest)| !rest.contains(['区', '县', '镇', '乡'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_unit_decides() {
        let level = |issuer: &str| levels(issuer, &Checks::default()).first().copied();
        for (issuer, expected) in [
            ("中共中央", Level::National),
            ("全国总工会", Level::National),
            ("中共陇原省委员会", Level::Provincial),
            ("内蒙古自治区党委", Level::Provincial),
            ("中共上海市委组织部", Level::Provincial),
            ("上海市徐汇区委", Level::County),
            ("清河市委", Level::Municipal),
            ("清河市政府", Level::Municipal),
            ("临江州委", Level::Municipal),
            ("云川县委、县政府", Level::County),
            ("云川县云溪镇党委", Level::Township),
            ("中共云溪镇委员会", Level::Township),
        ] {
            assert_eq!(level(issuer), Some(expected), "{issuer}");
        }
        assert_eq!(level("清河市场监督管理局"), None);
        assert_eq!(level("组织部"), None);
        assert_eq!(level("乡村振兴局"), None);
    }
}
