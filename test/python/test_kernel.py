"""Conformance of the Millrace kernel, by jupyter_kernel_test."""

import unittest

import jupyter_kernel_test


class MillraceTests(jupyter_kernel_test.KernelTests):
    kernel_name = "millrace"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"

    completion_samples = [
        {"text": "console.lo", "matches": {"log"}},
        {"text": "Math.PI.toFi", "matches": {"toFixed"}},
    ]

    complete_code_samples = ["1 + 1", "const f = (x: number) => x + 1", "if (true) {\n  f(1)\n}"]
    incomplete_code_samples = ["function f() {", "const text = `abc", "[1, 2,"]
    invalid_code_samples = ["const = 1", "import 7q", "for (;;) }"]

    code_page_something = "page('some text for the pager')"
    code_generate_error = "throw new Error('boom')"

    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "const base: number = 20; base * 2 + 2", "result": "42"},
        {"code": "await Promise.resolve('later')", "result": "'later'"},
    ]
    code_display_data = [
        {"code": "import { display } from 'tslab'; display.html('<b>bold</b>')", "mime": "text/html"},
        {"code": "display.markdown('# Title')", "mime": "text/markdown"},
    ]

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1 + 2*"

    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput()"


class MillraceWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "millrace"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
