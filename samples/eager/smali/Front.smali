# Names what the questions about code ask for; nothing of it is ever called.
.class public Lorg/example/eager/Front;
.super Landroid/app/Activity;
.source "Front.java"

.method public static pages(Landroid/webkit/WebView;Landroid/webkit/SslErrorHandler;)V
    .registers 4
    const/4 v0, 0x1
    invoke-static {v0}, Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V
    invoke-virtual {p0}, Landroid/webkit/WebView;->getSettings()Landroid/webkit/WebSettings;
    move-result-object v1
    invoke-virtual {v1, v0}, Landroid/webkit/WebSettings;->setAllowUniversalAccessFromFileURLs(Z)V
    invoke-virtual {p1}, Landroid/webkit/SslErrorHandler;->proceed()V
    return-void
.end method

.method public static trust()Ljava/lang/Object;
    .registers 1
    new-instance v0, Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;
    invoke-direct {v0}, Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;-><init>()V
    return-object v0
.end method

.method public static cipher()Ljavax/crypto/Cipher;
    .registers 1
    const-string v0, "AES/ECB/PKCS5Padding"
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    return-object v0
.end method

.method public static look(Landroid/content/pm/PackageManager;)Ljava/util/List;
    .registers 3
    new-instance v0, Ljava/io/File;
    const-string v1, "/system/xbin/su"
    invoke-direct {v0, v1}, Ljava/io/File;-><init>(Ljava/lang/String;)V
    const/4 v0, 0x0
    invoke-virtual {p0, v0}, Landroid/content/pm/PackageManager;->getInstalledPackages(I)Ljava/util/List;
    move-result-object v0
    return-object v0
.end method

.method public static record(Landroid/media/projection/MediaProjectionManager;)Landroid/content/Intent;
    .registers 2
    invoke-virtual {p0}, Landroid/media/projection/MediaProjectionManager;->createScreenCaptureIntent()Landroid/content/Intent;
    move-result-object v0
    return-object v0
.end method

.method public static text(Landroid/telephony/SmsManager;Ljava/lang/String;)V
    .registers 8
    const/4 v2, 0x0
    move-object v0, p0
    move-object v1, p1
    move-object v3, p1
    move-object v4, v2
    move-object v5, v2
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    return-void
.end method
