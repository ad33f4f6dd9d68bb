from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("organs", "0005_former_settings"),
    ]

    operations = [
        migrations.RemoveField(model_name="organ", name="index_scheme"),
    ]
