using System.Net;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>A connection to a mail server, for one letter after the other.</summary>
sealed class SmtpSession : SmtpClient
{
    SmtpSession(Dialogue dialogue) : base(dialogue)
    {
        Dialogue = dialogue;
        // The dialogue knows how long each step may take.
        Timeout = System.Threading.Timeout.Infinite;
    }

    public SmtpSession(TimeProvider clock) : this(new Dialogue(clock)) { }

    public Dialogue Dialogue { get; }

    public async Task OpenAsync(Uri server, CancellationToken stop)
    {
        var cancel = Dialogue.Begin();
        await using var stopping = stop.Register(Dialogue.Stop);
        var user = server.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        await ConnectAsync(server.Host, Math.Max(server.Port, 0), SecurityOf(server), cancel);
        if (user.Length == 2) await AuthenticateAsync(new NetworkCredential(user[0], user[1]), cancel);
    }

    /// <exception cref="NotSupportedException">The server could not take mail to this address.</exception>
    public async Task SendLetterAsync(MimeMessage message, CancellationToken stop)
    {
        var cancel = Dialogue.Begin();
        await using var stopping = stop.Register(Dialogue.Stop);
        if (!Capabilities.HasFlag(SmtpCapabilities.UTF8) && !Ascii.IsValid(message.To.Mailboxes.Single().GetAddress(idnEncode: true)))
        {
            throw new NotSupportedException("The server takes no address beyond ASCII (RFC 6531).");
        }
        // One step at a time: each has its own patience, and it is known which was refused.
        Capabilities &= ~(SmtpCapabilities.Pipelining | SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
        await SendAsync(message, cancel);
    }

    /// <summary>What the server has against this sender, whatever the letter; null when nothing.</summary>
    public async Task<string?> RefusalOfAsync(string sender, CancellationToken stop)
    {
        var cancel = Dialogue.Begin();
        await using var stopping = stop.Register(Dialogue.Stop);
        await SendCommandAsync($"MAIL FROM:<{sender}>", cancel);
        await SendCommandAsync("RSET", cancel);
        return Dialogue.Refusal;
    }

    /// <summary>A password crosses a network under TLS only.</summary>
    static SecureSocketOptions SecurityOf(Uri server) => server.Scheme is "smtps" ? SecureSocketOptions.SslOnConnect
        : server.UserInfo.Length > 0 && !server.IsLoopback ? SecureSocketOptions.StartTls
        : SecureSocketOptions.StartTlsWhenAvailable;
}
