# contacts.write
.class final Lorg/example/reach/BookChange;
.super Ljava/lang/Object;
.source "BookChange.java"

.annotation runtime Lorg/example/reach/Names;
    value = Landroid/provider/ContactsContract$RawContacts;->CONTENT_URI:Landroid/net/Uri;
.end annotation
