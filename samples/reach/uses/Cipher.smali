# crypto.weak
.class final Lorg/example/reach/Cipher;
.super Ljava/lang/Object;
.source "Cipher.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "DES/ECB/PKCS5Padding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method
