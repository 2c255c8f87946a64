using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>Where mail goes: a mail server, or a folder from which somebody picks it up.</summary>
abstract class Delivery
{
    /// <exception cref="InvalidOperationException">The configuration names neither.</exception>
    public static Delivery From(IConfiguration configuration, Mail mail, TimeProvider clock) => (configuration["Mail:Smtp"], configuration["Mail:Pickup"]) switch
    {
        ({ Length: > 0 } server, _) => new SmtpDelivery(new Uri(server), configuration.GetValue<bool>("Mail:Catcher"), mail.Sender, clock),
        (_, { Length: > 0 } folder) => new PickupFolder(folder),
        _ => throw new InvalidOperationException(
            "Set Mail__Smtp to a mail server, for example smtp://user:password@mail.example.org:587, or Mail__Pickup to a folder for the letters."),
    };

    /// <summary>Tries once. What may be said against this letter comes back as a result.</summary>
    /// <param name="letter">The letter; what bears its mail name was delivered before.</param>
    /// <param name="message">The same as mail.</param>
    /// <param name="stop">Breaks off what certainly has not left yet, by an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TroubleException">No letter could be delivered now.</exception>
    public abstract Task<DeliveryResult> DeliverAsync(Letter letter, MimeMessage message, CancellationToken stop);

    /// <summary>Whether letters would be taken from us at all.</summary>
    /// <exception cref="TroubleException">They would not.</exception>
    public virtual Task CheckAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>There is nothing to deliver for now.</summary>
    public virtual Task RestAsync() => Task.CompletedTask;

    /// <summary>Deletes what is still in reach of the letter, if anything.</summary>
    public virtual void Forget(Letter letter) { }
}

/// <summary>What came of one try, and why.</summary>
sealed record DeliveryResult(Outcome Outcome, string? Reason = null);

/// <summary>The server is away, or will not have us: about no letter, so none is tried, and none fails.</summary>
sealed class TroubleException(string reason) : Exception(reason);
