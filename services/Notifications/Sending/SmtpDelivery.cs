using System.Net;
using MailKit.Net.Smtp;
using MailKit.Security;
using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>A mail server (RFC 5321).</summary>
/// <param name="server"><c>smtp</c> (with STARTTLS where the server offers it) or <c>smtps</c>.</param>
/// <param name="isCatcher">It keeps everything to itself, so even mail to reserved domains goes there.</param>
sealed class SmtpDelivery(Uri server, bool isCatcher) : Delivery
{
    public override async Task<DeliveryResult> DeliverAsync(Guid letter, MimeMessage message, CancellationToken cancel)
    {
        if (!isCatcher && ReservedDomains.Holds(message.To.Mailboxes.Single().Domain)) return new(Outcome.Recorded, "reserved-domain");
        using var client = new SmtpClient();
        try
        {
            await OpenAsync(client, cancel);
        }
        catch (Exception e)
        {
            // Whatever it is, it is not about this letter, and somebody may mend it.
            return new(Outcome.Deferred, e.Message);
        }
        return await SendAsync(client, message, cancel);
    }

    async Task OpenAsync(SmtpClient client, CancellationToken cancel)
    {
        var user = server.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        await client.ConnectAsync(server.Host, Math.Max(server.Port, 0), Security, cancel);
        if (user.Length == 2) await client.AuthenticateAsync(new NetworkCredential(user[0], user[1]), cancel);
    }

    /// <summary>A password crosses a network under TLS only.</summary>
    SecureSocketOptions Security => server.Scheme is "smtps" ? SecureSocketOptions.SslOnConnect
        : server.UserInfo.Length > 0 && !server.IsLoopback ? SecureSocketOptions.StartTls
        : SecureSocketOptions.StartTlsWhenAvailable;

    static async Task<DeliveryResult> SendAsync(SmtpClient client, MimeMessage message, CancellationToken cancel)
    {
        try
        {
            await client.SendAsync(message, cancel);
        }
        catch (SmtpCommandException e)
        {
            return new((int)e.StatusCode >= 500 ? Outcome.Failed : Outcome.Deferred, $"{(int)e.StatusCode} {e.Message}");
        }
        catch (NotSupportedException e)
        {
            return new(Outcome.Failed, e.Message);
        }
        catch (Exception e)
        {
            return new(Outcome.Unknown, e.Message);
        }
        await client.DisconnectAsync(quit: true, cancel);
        return new(Outcome.Sent);
    }
}
