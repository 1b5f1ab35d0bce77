# code.hidden-api
.class final Lorg/example/reach/Hidden;
.super Ljava/lang/Object;
.source "Hidden.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "setHiddenApiExemptions"
    const-class v0, Ljava/lang/Object;
    const/4 v2, 0x0
    invoke-virtual {v0, v1, v2}, Ljava/lang/Class;->getDeclaredMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;
    return-void
.end method
