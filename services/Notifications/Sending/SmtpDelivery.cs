using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>A mail server (RFC 5321). Connections are kept while there is something to send.</summary>
/// <param name="server"><c>smtp</c> (with STARTTLS where the server offers it) or <c>smtps</c>.</param>
/// <param name="isCatcher">It keeps everything to itself, so even mail to reserved domains goes there.</param>
/// <param name="sender">Who we are to it.</param>
/// <param name="clock">By which the server's time is measured.</param>
sealed partial class SmtpDelivery(Uri server, bool isCatcher, string sender, TimeProvider clock) : Delivery
{
    static readonly TimeSpan ForGoodbye = TimeSpan.FromSeconds(2);

    readonly ConcurrentBag<SmtpSession> _idle = [];

    /// <summary>It took a letter from us since it last refused one for what we are.</summary>
    bool _takesUs;

    public override async Task<DeliveryResult> DeliverAsync(Letter letter, MimeMessage message, CancellationToken stop)
    {
        if (!isCatcher && ReservedDomains.Holds(message.To.Mailboxes.Single().Domain)) return new(Outcome.Recorded, "reserved-domain");
        if (_idle.TryTake(out var kept) && await TryAsync(kept, message, isKept: true, stop) is { } result) return result;
        return (await TryAsync(await OpenAsync(stop), message, isKept: false, stop))!;
    }

    public override async Task CheckAsync(CancellationToken stop)
    {
        var session = await OpenAsync(stop);
        try
        {
            if (await session.RefusalOfAsync(sender, stop) is { } refusal) throw new TroubleException(refusal);
        }
        catch (Exception e) when (e is not TroubleException)
        {
            stop.ThrowIfCancellationRequested();
            throw new TroubleException(Why(e, session));
        }
        finally
        {
            Keep(session);
        }
    }

    public override async Task RestAsync()
    {
        while (_idle.TryTake(out var session))
        {
            using (session)
            using (var patience = new CancellationTokenSource(ForGoodbye, clock))
            {
                try
                {
                    await session.DisconnectAsync(quit: true, patience.Token);
                }
                catch (Exception)
                {
                    // It has hung up before, or does not answer to a goodbye: what it took it has.
                }
            }
        }
    }

    async Task<SmtpSession> OpenAsync(CancellationToken stop)
    {
        var session = new SmtpSession(clock);
        try
        {
            await session.OpenAsync(server, stop);
            return session;
        }
        catch (Exception e)
        {
            var why = Why(e, session);
            session.Dispose();
            stop.ThrowIfCancellationRequested();
            throw new TroubleException(why);
        }
    }

    /// <summary>Null when a kept connection turns out to be closed.</summary>
    async Task<DeliveryResult?> TryAsync(SmtpSession session, MimeMessage message, bool isKept, CancellationToken stop)
    {
        var dialogue = session.Dialogue;
        try
        {
            await session.SendLetterAsync(message, stop);
            _takesUs = true;
            return new(Outcome.Sent);
        }
        catch (NotSupportedException e)
        {
            return new(Outcome.Failed, e.Message);
        }
        catch (Exception e)
        {
            if (dialogue.Refusal is { } refusal)
            {
                return isKept && refusal.StartsWith("421", StringComparison.Ordinal) ? null : await JudgeAsync(dialogue.Step, refusal, stop);
            }
            if (dialogue.MayHaveLeft) return new(Outcome.Unknown, Why(e, session));
            stop.ThrowIfCancellationRequested();
            return isKept && e is not OperationCanceledException ? null : new(Outcome.Deferred, Why(e, session));
        }
        finally
        {
            Keep(session);
        }
    }

    /// <summary>Whether the letter was refused, or we are. In doubt the letter waits.</summary>
    async Task<DeliveryResult> JudgeAsync(Step step, string refusal, CancellationToken stop)
    {
        var passes = refusal[0] is '4';
        // Refused without the letter's size and letters, too?
        if (step is Step.Sender) await CheckAsync(stop);
        else if (AboutUs().IsMatch(refusal))
        {
            // It may be the recipient's server that is quoted: once is no trouble as long as others' letters are taken.
            if (!Interlocked.Exchange(ref _takesUs, false)) throw new TroubleException(refusal);
            passes = true;
        }
        return new(passes ? Outcome.Deferred : Outcome.Failed, refusal);
    }

    void Keep(SmtpSession session)
    {
        if (session.IsConnected) _idle.Add(session);
        else session.Dispose();
    }

    static string Why(Exception e, SmtpSession session) =>
        e is OperationCanceledException ? $"The server did not answer in time ({session.Dialogue.Step})." : e.Message;

    /// <summary>
    /// Authentication (RFC 4954, section 6), the sender's address or authorisation (RFC 3463, sections 3.2 and 3.8), and relaying, which has no
    /// code of its own. Many servers say these at the recipient only.
    /// </summary>
    [GeneratedRegex(@"^53[0458]|^\d{3} [45]\.(1\.[78]|7\.8|7\.9)\b|\brelay", RegexOptions.IgnoreCase)]
    private static partial Regex AboutUs();
}
