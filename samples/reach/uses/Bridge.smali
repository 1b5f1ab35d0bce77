# webview.bridge
.class final Lorg/example/reach/Bridge;
.super Ljava/lang/Object;
.source "Bridge.java"

.method static use(Landroid/content/Context;)V
    .registers 4
    const/16 v0, 0x0
    const/16 v1, 0x0
    const/16 v2, 0x0
    invoke-virtual/range {v0 .. v2}, Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V
    return-void
.end method
