using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What Consultations last told of a nomination.</summary>
public sealed class NominationCopy : Copy<NominationChanged>
{
    public const string Accepted = "accepted";

    public Guid SessionId { get; private set; }

    /// <summary>As it was given: a merge of people changes who is meant.</summary>
    public Guid PersonId { get; private set; }

    public Guid OnBehalfOf { get; private set; }
    public string State { get; private set; } = null!;

    /// <summary>Of the position, as it was called at the nomination.</summary>
    public string? Title { get; private set; }

    /// <summary>The person was erased.</summary>
    public void ForgetTitle() => Title = null;

    protected override void Take(NominationChanged newest) =>
        (SessionId, PersonId, OnBehalfOf, State, Title) = (newest.SessionId, newest.PersonId, newest.OnBehalfOf, newest.State, newest.Title);
}
