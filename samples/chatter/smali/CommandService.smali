.class public Lorg/example/chatter/CommandService;
.super Landroid/app/Service;
.source "CommandService.java"

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

# Runs what an unprotected caller names.
.method public onStartCommand(Landroid/content/Intent;II)I
    .registers 6
    .catch Ljava/io/IOException; {:from .. :to} :failed
    :from
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    const-string v1, "command"
    invoke-virtual {p1, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
    :to
    const/4 v0, 0x2
    return v0
    :failed
    move-exception v0
    const/4 v0, 0x2
    return v0
.end method
