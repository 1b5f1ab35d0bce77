.class final Lorg/example/reach/Tick;
.super Ljava/util/TimerTask;
.source "Tick.java"

.method constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/util/TimerTask;-><init>()V
    return-void
.end method

.method public run()V
    .registers 3
    const/4 v0, 0x0
    invoke-static {v0}, Lorg/example/reach/Dial;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Photos;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Microphone;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Clip;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Advert;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Vpn;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Library;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Tls;->use(Landroid/content/Context;)V
    return-void
.end method
