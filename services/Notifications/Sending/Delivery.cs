using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>Where mail goes: a mail server, or a folder from which somebody picks it up.</summary>
abstract class Delivery
{
    /// <exception cref="InvalidOperationException">The configuration names neither.</exception>
    public static Delivery From(IConfiguration configuration) => (configuration["Mail:Smtp"], configuration["Mail:Pickup"]) switch
    {
        ({ Length: > 0 } server, _) => new SmtpDelivery(new Uri(server), configuration.GetValue<bool>("Mail:Catcher")),
        (_, { Length: > 0 } folder) => new PickupFolder(folder),
        _ => throw new InvalidOperationException(
            "Set Mail__Smtp to a mail server, for example smtp://user:password@mail.example.org:587, or Mail__Pickup to a folder for the letters."),
    };

    /// <summary>Tries once. What the outside world may refuse comes back as a result.</summary>
    public abstract Task<DeliveryResult> DeliverAsync(Guid letter, MimeMessage message, CancellationToken cancel);

    /// <summary>Deletes what is still in reach of the letter, if anything.</summary>
    public virtual void Forget(Guid letter) { }
}

/// <summary>What came of one try, and why.</summary>
sealed record DeliveryResult(Outcome Outcome, string? Reason = null);
