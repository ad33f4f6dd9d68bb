import django.db.models.deletion
import gongkai.core.crypto
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0013_handler'),
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='party', serialize=False, to='casework.case')),
                ('document', models.CharField(choices=[('identity', '居民身份证'), ('hk_macao', '港澳居民来往内地通行证'), ('taiwan', '台湾居民来往大陆通行证'), ('residence', '港澳台居民居住证'), ('permanent', '外国人永久居留身份证'), ('passport', '护照'), ('credit', '统一社会信用代码'), ('abroad', '境外登记号码')], default='identity', max_length=12, verbose_name='证件类型')),
                ('name', gongkai.core.crypto.EncryptedField(null=True, verbose_name='姓名或名称')),
                ('identifier', gongkai.core.crypto.EncryptedField(null=True, verbose_name='证件号码')),
                ('contact', gongkai.core.crypto.EncryptedField(null=True, verbose_name='联系方式')),
                ('applicant_key', models.CharField(db_index=True, editable=False, max_length=64)),
                ('name_key', models.CharField(db_index=True, default='', editable=False, max_length=64)),
                ('delivery', models.CharField(choices=[('online', '网上查看'), ('email', '电子邮件'), ('mail', '邮寄'), ('pickup', '自行领取'), ('on_site', '当场查阅')], default='online', max_length=10, verbose_name='获取方式')),
                ('code_digest', models.CharField(editable=False, max_length=64)),
                ('token', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('satisfaction', models.PositiveSmallIntegerField(null=True, verbose_name='满意度')),
                ('comment', gongkai.core.crypto.EncryptedField(blank=True, verbose_name='评价')),
                ('erased_on', models.DateField(null=True, verbose_name='个人信息清除日期')),
            ],
            options={
                'verbose_name': '当事人',
            },
        ),
    ]
