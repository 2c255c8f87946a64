using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What Consultations last told of a nomination.</summary>
public sealed class NominationCopy : Copy<NominationChanged>
{
    /// <summary>The states of those who represent somebody: they come, or came.</summary>
    public static readonly string[] Represents = ["accepted", "attended"];

    public Guid SessionId { get; private set; }

    /// <summary>As it was given: a merge of people changes who is meant.</summary>
    public Guid PersonId { get; private set; }

    public Guid OnBehalfOf { get; private set; }
    public string State { get; private set; } = null!;

    /// <summary>Of the position, as it was called at the nomination.</summary>
    public string? Title { get; private set; }

    /// <summary>What stands on the name plate, where it is not the registry's name.</summary>
    public string? NameAsPrinted { get; private set; }

    /// <summary>The person was erased.</summary>
    public void Forget() => (Title, NameAsPrinted) = (null, null);

    protected override void Take(NominationChanged newest)
    {
        (SessionId, PersonId, OnBehalfOf, State) = (newest.SessionId, newest.PersonId, newest.OnBehalfOf, newest.State);
        (Title, NameAsPrinted) = (newest.Title, newest.NameAsPrinted);
    }
}
