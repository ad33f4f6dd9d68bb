import django.db.models.deletion
from django.db import migrations, models


def take_over(apps, schema_editor):
    """What was opened to answer anew as ordered renews the request that the dispute is about."""
    for dispute in apps.get_model("foi", "Dispute").objects.exclude(redo=None).only("redo", "request").iterator():
        apps.get_model("foi", "Request").objects.filter(pk=dispute.redo_id).update(renews=dispute.request_id)


class Migration(migrations.Migration):

    dependencies = [
        ('foi', '0020_name_key'),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='renews',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='foi.request', verbose_name='重新办理的原申请'),
        ),
        migrations.AlterField(
            model_name='request',
            name='outcome',
            field=models.CharField(blank=True, choices=[('already_public', '已主动公开，告知获取方式'), ('granted', '予以公开'), ('partial', '部分公开（区分处理）'), ('secret', '不予公开：国家秘密'), ('forbidden', '不予公开：法律行政法规禁止公开'), ('stability', '不予公开：危及“三安全一稳定”'), ('third_party', '不予公开：保护第三方合法权益'), ('internal', '不予公开：三类内部事务信息'), ('process', '不予公开：四类过程性信息'), ('enforcement', '不予公开：行政执法案卷'), ('registry', '不予公开：属于行政查询事项'), ('not_held', '无法提供：本机关不掌握相关政府信息'), ('must_be_made', '无法提供：没有现成信息需要另行制作'), ('unclear', '无法提供：补正后申请内容仍不明确'), ('petition', '不予处理：信访举报投诉类申请'), ('repeated', '不予处理：重复申请'), ('publication', '不予处理：要求提供公开出版物'), ('excessive', '不予处理：无正当理由大量反复申请'), ('confirmation', '不予处理：要求确认或重新出具已获取信息'), ('correcting', '其他处理：属于更正申请，按更正办理'), ('not_corrected', '其他处理：逾期不补正，不再处理'), ('not_paid', '其他处理：逾期不缴费，不再处理'), ('withdrawn', '其他处理：申请人撤回'), ('stands', '终止自行纠正，原答复不变')], max_length=16, verbose_name='办理结果'),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
