# webview.files
.class final Lorg/example/reach/WebFiles;
.super Ljava/lang/Object;
.source "WebFiles.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x1
    invoke-virtual/range {v0 .. v1}, Landroid/webkit/WebSettings;->setAllowFileAccess(Z)V
    return-void
.end method
