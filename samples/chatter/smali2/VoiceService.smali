.class public Lorg/example/chatter/voice/VoiceService;
.super Landroid/app/Service;
.source "VoiceService.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .registers 3
    const/4 v0, 0x0
    return-object v0
.end method

.method public onStartCommand(Landroid/content/Intent;II)I
    .registers 5
    new-instance v0, Lorg/example/chatter/voice/Recorder;
    invoke-direct {v0}, Lorg/example/chatter/voice/Recorder;-><init>()V
    invoke-virtual {v0}, Lorg/example/chatter/voice/Recorder;->start()V
    const/4 v0, 0x1
    return v0
.end method
