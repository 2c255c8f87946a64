using System.Text;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>How letters become mail: text, HTML, and the calendar part (RFC 6047) as alternatives of one another.</summary>
sealed class Mail
{
    readonly MailboxAddress _from;
    readonly string _host;

    public Mail(IConfiguration configuration)
    {
        Origin = configuration.PublicOrigin();
        _host = new Uri(Origin).Host;
        _from = configuration["Mail:From"] is { Length: > 0 } given
            ? MailboxAddress.Parse(given)
            : new MailboxAddress("GFMD Mayors Mechanism", $"mechanism@{_host}");
    }

    /// <summary>The address that mail servers know us by.</summary>
    public string Sender => _from.GetAddress(idnEncode: true);

    /// <summary>Where links lead.</summary>
    public string Origin { get; }

    public MimeMessage Compose(Letter letter, MailboxAddress to, Words words, DateTimeOffset now)
    {
        var parts = new MultipartAlternative { Text("plain", words.Text), Text("html", words.Html) };
        parts.Headers.Add(HeaderId.ContentLanguage, words.Language);
        if (letter.Calendar is { } calendar) parts.Add(Calendar(calendar, letter.Invites ? "REQUEST" : "CANCEL"));
        var message = new MimeMessage([_from], [to], words.Subject, parts) { Date = now, MessageId = $"{letter.MailName}@{_host}" };
        // No absence note in return (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    static TextPart Text(string subtype, string text) => new(subtype) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    /// <summary>Byte for byte as it was given: base64 carries line ends as they are.</summary>
    static MimePart Calendar(string calendar, string method)
    {
        var type = new ContentType("text", "calendar") { Charset = "utf-8" };
        type.Parameters.Add("method", method);
        return new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(calendar))),
            ContentTransferEncoding = ContentEncoding.Base64,
        };
    }
}
