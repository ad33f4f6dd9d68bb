"""What was read in scans among attached files (library.scans); a new table, nothing moves."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_key_mark'),
        ('library', '0012_citation_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transcript',
            fields=[
                ('blob', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='transcript', serialize=False, to='core.blob')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='识别时间')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='识别页数')),
                ('left', models.PositiveIntegerField(default=0, verbose_name='未识别页数')),
                ('found', models.BooleanField(default=False, verbose_name='认出文字')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='没有识别的原因')),
            ],
            options={
                'verbose_name': '识别文字',
            },
        ),
    ]
