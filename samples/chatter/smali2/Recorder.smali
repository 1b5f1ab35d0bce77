.class public Lorg/example/chatter/voice/Recorder;
.super Ljava/lang/Object;
.source "Recorder.java"

.field private final recorder:Landroid/media/MediaRecorder;

.method public constructor <init>()V
    .registers 2
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    new-instance v0, Landroid/media/MediaRecorder;
    invoke-direct {v0}, Landroid/media/MediaRecorder;-><init>()V
    iput-object v0, p0, Lorg/example/chatter/voice/Recorder;->recorder:Landroid/media/MediaRecorder;
    return-void
.end method

.method public start()V
    .registers 3
    .catch Ljava/io/IOException; {:from .. :to} :failed
    :from
    iget-object v0, p0, Lorg/example/chatter/voice/Recorder;->recorder:Landroid/media/MediaRecorder;
    const/4 v1, 0x1
    invoke-virtual {v0, v1}, Landroid/media/MediaRecorder;->setAudioSource(I)V
    invoke-virtual {v0, v1}, Landroid/media/MediaRecorder;->setOutputFormat(I)V
    invoke-virtual {v0, v1}, Landroid/media/MediaRecorder;->setAudioEncoder(I)V
    const-string v1, "/sdcard/.chatter/voice.3gp"
    invoke-virtual {v0, v1}, Landroid/media/MediaRecorder;->setOutputFile(Ljava/lang/String;)V
    invoke-virtual {v0}, Landroid/media/MediaRecorder;->prepare()V
    invoke-virtual {v0}, Landroid/media/MediaRecorder;->start()V
    :to
    return-void
    :failed
    move-exception v0
    return-void
.end method
