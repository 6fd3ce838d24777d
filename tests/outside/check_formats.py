"""check_formats.py PROGRAM SARIF_SCHEMA PATH...: other people's validators and parsers judge the formats of `check`."""

import json
import subprocess
import sys

import jsonschema
from junitparser import JUnitXml, TestSuite


def printed(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(f"{arguments}: exit code {done.returncode}: {done.stderr}")
    return done.stdout


def judge(schema, value, what):
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    errors = sorted(kind(schema).iter_errors(value), key=lambda error: error.json_path)
    for error in errors[:5]:
        print(f"{what}: {error.json_path}: {error.message}", file=sys.stderr)
    if errors:
        sys.exit(1)


def main():
    program, sarif_schema, *paths = sys.argv[1:]
    with open(sarif_schema, encoding="utf-8") as file:
        sarif_schema = json.load(file)
    findings_schema = json.loads(printed(program, "schema", "findings"))
    for path in paths:
        show = lambda name: printed(program, "check", path, "--format", name)
        findings = json.loads(show("json"))
        judge(findings_schema, findings, f"{path} json")
        sarif = json.loads(show("sarif"))
        judge(sarif_schema, sarif, f"{path} sarif")
        results = sarif["runs"][0]["results"]
        if [result["ruleId"] for result in results] != [finding["code"] for finding in findings["findings"]]:
            sys.exit(f"{path}: SARIF and JSON tell different findings")
        suites = list(JUnitXml.fromstring(show("junit").encode("utf-8")))
        failed = 0
        for suite in suites:
            assert isinstance(suite, TestSuite)
            stated = (suite.tests, suite.failures, suite.errors, suite.skipped)
            suite.update_statistics()
            counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
            if stated != counted:
                sys.exit(f"{path}: {suite.name}: states {stated}, holds {counted}")
            failed += suite.failures
        errors = {(f["place"]["file"], f["code"]) for f in findings["findings"] if f["severity"] == "error"}
        if failed != len(errors):
            sys.exit(f"{path}: {failed} failures for {len(errors)} files and codes with errors")
        print(f"  {path}: {len(results)} findings, {len(suites)} suites, {failed} failures")


main()
