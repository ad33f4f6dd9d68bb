"""How long a letter takes as docx and PDF: python -m bench.letters prints the median of five, in milliseconds."""

import os
import statistics
import sys
import time

LIMIT = 1500  # ms, a letter as docx + PDF

WORDS = {
    "机关": "青禾县自然资源局",
    "标题": "政府信息部分公开告知书",
    "文号": "青禾自然资公开复〔2026〕37号",
    "抬头": "李大林：",
    "正文": ["经审查，你申请公开的信息中含有不应当公开的内容，但能够作区分处理，本机关决定部分公开。" * 3] * 4,
    "救济": ["你对本告知书不服的，应当自收到本告知书之日起60日内先向青禾县人民政府申请行政复议。" * 2] * 2,
    "附件": ["附件：1．关于征地补偿安置方案的批复", "　　　2．征地补偿安置方案"],
    "日期": "2026年3月20日",
    "附注": "（联系电话：000-0000000）",
}
CASES = {"a letter": 60, "a letter quoting 5,000 characters": 5000}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    import django

    django.setup()
    from gongkai.casework.letters import drawing

    slow = False
    for name, length in CASES.items():
        words = {**WORDS, "开头": [f"你申请公开的内容为：“{'青山镇三组征地补偿安置方案' * 400:.{length}}”"]}
        times = []
        for _ in range(5):
            start = time.perf_counter()
            drawing.draw(words)
            times.append((time.perf_counter() - start) * 1000)
        median = statistics.median(times)
        slow |= median > LIMIT
        print(f"{name}: median {median:.0f} ms, slowest {max(times):.0f} ms (limit {LIMIT} ms)")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
