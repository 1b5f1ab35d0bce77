# input.autofill
.class final Lorg/example/reach/Fill;
.super Ljava/lang/Object;
.source "Fill.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "android.settings.REQUEST_SET_AUTOFILL_SERVICE"
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    return-void
.end method
