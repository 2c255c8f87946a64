using System.Diagnostics;
using MayorsMechanism.Messaging;
using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>Sends letters, several at a time: a server that takes long over one holds up no other.</summary>
sealed class Dispatcher(LetterQueue queue, Delivery delivery, Mail mail, Trouble trouble, TimeProvider clock, Wakeup wakeup, ILogger<Dispatcher> log)
    : Worker(wakeup.On("letter", nameof(Recipients.Recipient)), log)
{
    const int AtATime = 8;

    static readonly ActivitySource Source = new("MayorsMechanism.Notifications");

    readonly Dictionary<Guid, Task> _sending = [];

    /// <summary>Letters become due by time alone, too.</summary>
    protected override TimeSpan Poll => TimeSpan.FromSeconds(2);

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        if (_sending.Count >= AtATime) await Task.WhenAny(_sending.Values);
        foreach (var (id, _) in _sending.Where(each => each.Value.IsCompleted).ToList()) _sending.Remove(id);
        if (trouble.IsOn && (trouble.IsWaiting || _sending.Count > 0 || !await IsReceivedAsync(cancel))) return false;

        if (await queue.NextAsync([.. _sending.Keys], cancel) is not { } claim)
        {
            if (_sending.Count is 0)
            {
                trouble.End();
                await delivery.RestAsync();
            }
            return false;
        }
        var sending = Task.Run(() => SendAsync(claim, cancel), CancellationToken.None);
        _sending.Add(claim.Letter.Id, sending);
        // The one with which it is tried again.
        if (trouble.IsOn) await sending;
        return true;
    }

    /// <summary>What has not left is given back, and what may have is waited for as long as the host waits.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_sending.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await delivery.RestAsync();
    }

    async Task<bool> IsReceivedAsync(CancellationToken cancel)
    {
        try
        {
            await delivery.CheckAsync(cancel);
            return true;
        }
        catch (TroubleException e)
        {
            trouble.Tell(e.Message);
            return false;
        }
    }

    async Task SendAsync(Claim claim, CancellationToken stop)
    {
        using var activity = Start(claim.Letter);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(claim, done.Token);
        var attempt = await AttemptAsync(claim, stop);
        await done.CancelAsync();
        await renewing;
        activity?.SetTag("mail.outcome", attempt?.Outcome.ToString() ?? "Released");
        if (attempt is not { IsDelivery: true }) activity?.SetStatus(ActivityStatusCode.Error);
        if (attempt is { IsDelivery: false }) log.LogWarning("Letter {Letter} did not leave: {Outcome}", claim.Letter.Id, attempt.Outcome);
        await NoteAsync(claim, attempt);
    }

    static Activity? Start(Letter letter)
    {
        ActivityContext.TryParse(letter.TraceParent, null, isRemote: true, out var parent);
        return Source.StartActivity("send mail", ActivityKind.Client, parent)
            ?.SetTag("letter.id", letter.Id).SetTag("letter.trigger", letter.Trigger.ToString());
    }

    async Task RenewAsync(Claim claim, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Letter.Lease / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(done)) await queue.RenewAsync(claim, done);
        }
        catch (OperationCanceledException)
        {
            // The attempt is over.
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Letter {Letter} is still being sent, and another may take it to be left", claim.Letter.Id);
        }
    }

    /// <summary>Null when there was none, for a reason that is not the letter's.</summary>
    async Task<Attempt?> AttemptAsync(Claim claim, CancellationToken stop)
    {
        var otherwise = Outcome.Failed;
        try
        {
            var to = new MailboxAddress(claim.Name, claim.Address);
            var message = mail.Compose(claim.Letter, to, claim.Words(claim.Link?.At(mail.Origin)), clock.GetUtcNow());
            otherwise = Outcome.Unknown;
            var (outcome, reason) = await delivery.DeliverAsync(claim.Letter, message, stop);
            trouble.End();
            return new Attempt(clock.GetUtcNow(), outcome, reason);
        }
        catch (TroubleException e)
        {
            trouble.Tell(e.Message);
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            log.LogError(e, "Letter {Letter} could not be made or delivered", claim.Letter.Id);
            return new Attempt(clock.GetUtcNow(), otherwise, e.GetType().Name);
        }
    }

    /// <summary>Until it is noted: nobody else knows what the server said.</summary>
    async Task NoteAsync(Claim claim, Attempt? attempt)
    {
        for (var said = false; ; said = true)
        {
            try
            {
                await (attempt is null ? queue.ReleaseAsync(claim) : queue.EndAsync(claim, attempt));
                return;
            }
            catch (Exception e) when (LetterQueue.IsPassing(e))
            {
                if (!said) log.LogWarning("What became of letter {Letter} is not noted yet: {Reason}", claim.Letter.Id, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            catch (Exception e)
            {
                log.LogError(e, "What became of letter {Letter} cannot be noted", claim.Letter.Id);
                return;
            }
        }
    }
}
