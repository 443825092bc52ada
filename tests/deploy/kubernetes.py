"""The manifests of deploy/kubernetes against Kubernetes' own schemas, and their commands, run as they stand.

usage: tests/deploy/kubernetes.py DANGAN FOLDER      FOLDER is made anew. Run with a Python that has kubernetes-validate.

A schema cannot tell whether a command does what it should, so each index of the job runs here in turn, then the merge; the
site must be that of one build. Never talks to a cluster.
"""
import os
import pathlib
import shutil
import subprocess
import sys

import kubernetes_validate
import yaml

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
VERSIONS = ["1.29", "1.31", "1.34", "1.37"]


def documents():
    """Each object of each manifest, by file."""
    for path in sorted((PROJECT / "deploy/kubernetes").glob("*.yaml")):
        for number, document in enumerate(yaml.safe_load_all(path.read_text(encoding="utf-8"))):
            yield f"{path.name} {number + 1}", document


def validate(name, document):
    for version in VERSIONS:
        kubernetes_validate.validate(document, version, strict=True)
    print(f"{name}: {document['kind']} {document['metadata']['name']} is valid in {', '.join(VERSIONS)}")


def refuses(document):
    """A validator that lets anything pass would prove nothing."""
    document["spec"]["completionMode"] = ["Indexed"]
    try:
        kubernetes_validate.validate(document, VERSIONS[-1], strict=True)
    except kubernetes_validate.ValidationError:
        return
    sys.exit("the validator let a wrong manifest pass")


def container(job):
    (only,) = job["spec"]["template"]["spec"]["containers"]
    names = {volume["name"] for volume in job["spec"]["template"]["spec"]["volumes"]}
    assert all(mount["name"] in names for mount in only["volumeMounts"]), "a mount without a volume"
    return only


def run_container(job, dangan, folder, **more):
    """Runs a container's command with its environment, each mount being a folder here."""
    one = container(job)
    command = list(one["command"])
    for mount in one["volumeMounts"]:
        place = mount["mountPath"]
        (folder / mount["name"]).mkdir(exist_ok=True)
        command = [part.replace(f"{place} ", f"{folder / mount['name']} ").replace(f"{place}/", f"{folder / mount['name']}/") for part in command]
    environment = {value["name"]: value["value"] for value in one["env"]}
    path = f"{dangan.parent}:{os.environ['PATH']}"
    done = subprocess.run(command, env={"PATH": path, **environment, **more}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command}\nended with {done.returncode}: {done.stdout}{done.stderr}")


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def main():
    dangan, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    found = dict(documents())
    for name, document in found.items():
        validate(name, document)
    jobs = {document["metadata"]["name"]: document for document in found.values() if document["kind"] == "Job"}
    parts, merge = jobs["dangan-parts"], jobs["dangan-merge"]
    claimed = {d["metadata"]["name"] for d in found.values() if d["kind"] == "PersistentVolumeClaim"} | {"dangan-archive"}
    for job in jobs.values():
        for volume in job["spec"]["template"]["spec"]["volumes"]:
            assert volume["persistentVolumeClaim"]["claimName"] in claimed, volume
    count = parts["spec"]["completions"]
    numbers = {value["value"] for job in [parts, merge] for value in container(job)["env"] if value["name"] == "PARTS"}
    assert numbers == {str(count)} and parts["spec"]["completionMode"] == "Indexed", numbers

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT / "content", folder / "archive/content")
    subprocess.run([dangan, "build", "--root", folder / "archive", "--out", folder / "whole"], check=True, capture_output=True)
    for index in range(count):
        run_container(parts, dangan, folder, JOB_COMPLETION_INDEX=str(index))
    run_container(merge, dangan, folder)
    assert tree(folder / "site/public") == tree(folder / "whole"), "not the bytes of one build"
    print(f"the commands of {count} indexes and of the merge: the bytes of one build")
    refuses(parts)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
