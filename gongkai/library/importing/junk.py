"""What a web page carries around its article, off the blocks: the path at the top, rights and links at the bottom. Pure."""

import re

from gongkai.library.importing.model import Block

_TOP = re.compile(
    r"^(?:您?(?:的|当前|现在)?(?:当前|所在|现在)?(?:的)?位置\s*[:：]|当前栏目|首页\s*[>›»/|-]|欢迎(?:访问|您)|今天是|设为首页|"
    r"[【\[]?(?:字体|字号)\s*[:：]|分享(?:到|至)?\s*[:：]?|打印本页|【?打印】?|返回(?:首页|顶部|上一页|列表)|关闭(?:窗口|本页)|收藏本[站页]|无障碍|长者|繁體|(?:English|繁体|登录|注册)$)"
)
_BOTTOM = re.compile(
    r"^(?:版权(?:与免责)?(?:声明|所有)|免责声明|相关(?:阅读|文章|链接|新闻|信息|推荐|报道)\s*[:：]?$|推荐阅读|延伸阅读\s*[:：]?$|"
    r"扫一扫|分享(?:到|至)|上一[篇条]|下一[篇条]|【?(?:打印|关闭|返回顶部)|打印本[页文]|关闭(?:本页|窗口)|网站地图|主办单位\s*[:：]|"
    r"主办\s*[:：]|承办\s*[:：]|网站标识码|(?:互联网)?ICP备|投诉举报\s*[:：]|返回(?:列表|顶部|上一页))"
)
_PICTURE = re.compile(r"^(?:点击(?:查看|下载)\W*(?:大图|原图|图片|全文|原文|附件|详情|更多)?\W*$|图片来源)")


def strip(blocks: list[Block]) -> list[Block]:
    """The blocks of the article itself. The bottom is sought in the last part only: an article may speak of 版权."""
    start = 0
    while start < min(len(blocks), 6) and _TOP.match(blocks[start].text):
        start += 1
    blocks = blocks[start:]
    total, behind = sum(len(b.text) for b in blocks), 0
    end = len(blocks)
    for position, block in enumerate(blocks):
        # a bottom line has little but other page furniture behind it
        if behind * 5 >= total * 3 and len(block.text) < 120 and _BOTTOM.match(block.text):
            end = position
            break
        behind += len(block.text)
    blocks = blocks[:end]
    while blocks and re.fullmatch(r"(?:附件|附|解读|相关文件)\s*[:：]?", blocks[-1].text):
        blocks.pop()  # the label of a list that stayed on the page
    return [b for b in blocks if not _PICTURE.match(b.text)]
