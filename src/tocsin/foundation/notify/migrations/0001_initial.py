"""Who is to be told, by what, and what became of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Manner',
            fields=[
                ('person', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('quiet', models.JSONField(default=list)),
                ('bundles', models.BooleanField(default=True)),
                ('duty_notices', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('channel', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('settings', models.JSONField(default=dict)),
                ('secrets', models.BinaryField(null=True)),
                ('reply_key', models.CharField(max_length=64, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('check_said', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['channel', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Method',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('channel', models.CharField(max_length=40)),
                ('address', models.CharField(max_length=400)),
                ('data', models.JSONField(default=dict)),
                ('label', models.CharField(blank=True, max_length=60)),
                ('is_loud', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(null=True)),
                ('code', models.BinaryField(max_length=32, null=True, unique=True)),
                ('code_ends_at', models.DateTimeField(null=True)),
                ('wrong_codes', models.PositiveSmallIntegerField(default=0)),
                ('broken_at', models.DateTimeField(null=True)),
                ('said', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['position', 'id'],
                'indexes': [models.Index(fields=['channel', 'address'], name='method_by_address')],
                'constraints': [models.UniqueConstraint(fields=('person', 'channel', 'address'), name='method_is_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('cause', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(default='page', max_length=16)),
                ('incident_id', models.BigIntegerField(null=True)),
                ('ref', models.CharField(blank=True, max_length=40)),
                ('loud', models.BooleanField(default=True)),
                ('unless', models.CharField(default='acknowledged', max_length=16)),
                ('why', models.JSONField(default=dict)),
                ('is_drill', models.BooleanField(default=False)),
                ('rank', models.PositiveSmallIntegerField(default=3)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('held', 'Held'), ('delivered', 'Delivered'), ('answered', 'Answered'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='queued', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('channel', models.CharField(blank=True, max_length=40)),
                ('told', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['rank', 'made_at'], name='page_queued'), models.Index(condition=models.Q(('incident_id__isnull', False)), fields=['incident_id'], name='page_of_incident'), models.Index(fields=['person', '-id'], name='page_of_person'), models.Index(fields=['made_at'], name='page_by_age')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('channel', models.CharField(max_length=40)),
                ('method', models.BigIntegerField(default=0)),
                ('address', models.CharField(max_length=400)),
                ('data', models.JSONField(default=dict)),
                ('rank', models.PositiveSmallIntegerField(default=3)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('held', 'Held'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('give_up_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('rounds', models.PositiveSmallIntegerField(default=0)),
                ('provider', models.CharField(blank=True, max_length=80)),
                ('failed_providers', models.JSONField(default=list)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
                ('sent_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('bundled_with', models.BigIntegerField(null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='notify.page')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('urgency', models.CharField(max_length=8)),
                ('delay', models.DurationField()),
                ('method', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='notify.method')),
            ],
            options={
                'ordering': ['delay', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('verb', models.CharField(max_length=16)),
                ('via', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('told', models.CharField(blank=True, max_length=300)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='notify.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('message', 'verb'), name='answer_is_given_once')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.CharField(max_length=10)),
                ('channel', models.CharField(blank=True, max_length=40)),
                ('told', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('heard_at', models.DateTimeField(null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notify.page')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('heard_at', None)), fields=['id'], name='outcome_unheard')],
            },
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['rank', 'due_at'], name='message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='message_at_provider'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['address', '-id'], name='message_by_address'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['person', 'sent_at'], name='message_of_person'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('due_at', None)), _connector='OR'), name='message_waiting_means_due'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['person'], name='step_of_person'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('urgency__in', ['loud', 'quiet'])), name='step_urgency_is_known'),
        ),
    ]
