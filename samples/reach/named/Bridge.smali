# webview.bridge
.class final Lorg/example/reach/Bridge;
.super Ljava/lang/Object;
.source "Bridge.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V
.end annotation
