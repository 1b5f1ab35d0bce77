# code.execute
.class final Lorg/example/reach/Shell;
.super Ljava/lang/Object;
.source "Shell.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x0
    invoke-virtual/range {v0 .. v1}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method
