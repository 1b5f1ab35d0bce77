# microphone.record
.class final Lorg/example/reach/Microphone;
.super Ljava/lang/Object;
.source "Microphone.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/media/AudioRecord;->startRecording()V
    return-void
.end method
