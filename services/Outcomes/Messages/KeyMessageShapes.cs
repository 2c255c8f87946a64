using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Messages;

/// <summary>Where a message stands: under the topic of a session, or in a category of those that cut across.</summary>
public sealed record MessagePlacement(Guid? SessionId = null, MessageCategory? Category = null);

/// <param name="ContributionId">A contribution to the same consultation.</param>
public sealed record MessageBacking(Guid ContributionId);

/// <param name="Gcm">Objectives of the Global Compact for Migration, 1 to 23.</param>
/// <param name="Sdg">Targets of the Sustainable Development Goals, such as 10.7 or 16.b.</param>
public sealed record MessageTags([GcmObjectives] int[]? Gcm = null, [SdgTargets] string[]? Sdg = null);

/// <summary>What local and regional authorities say with one voice.</summary>
/// <param name="ConsultationId">Whose message it is; this stays.</param>
/// <param name="Placement">Either a session or a category.</param>
/// <param name="Lead">By language tag (BCP 47); printed bold, before the body.</param>
/// <param name="Body">By language tag.</param>
/// <param name="Points">Nested beneath it, each by language tag.</param>
/// <param name="Order">Among its neighbours; those without come last.</param>
/// <param name="Backing">What it rests on.</param>
/// <param name="Tags">What it is about.</param>
public sealed record KeyMessageBody(
    Guid ConsultationId,
    MessagePlacement Placement,
    [Translations(1000)] Dictionary<string, string> Lead,
    [Translations(10_000)] Dictionary<string, string>? Body = null,
    [AtMost(50), Translations(3000)] Dictionary<string, string>[]? Points = null,
    [Between(1, 10_000)] int? Order = null,
    [AtMost(200)] IReadOnlyList<MessageBacking>? Backing = null,
    MessageTags? Tags = null)
{
    public static KeyMessageBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), new(Category: MessageCategory.LocalData),
        new() { ["en"] = "Count people where they live." }, new() { ["en"] = "Local data tell what national figures do not." },
        [new() { ["en"] = "Cities share their registers with each other." }], 1, Tags: new([1], ["10.7"]));
}

/// <param name="Id">Names the message.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">Whose message it is.</param>
/// <param name="Placement">A session or a category.</param>
/// <param name="Lead">By language tag (BCP 47).</param>
/// <param name="Body">By language tag.</param>
/// <param name="Points">Nested beneath it, each by language tag.</param>
/// <param name="Order">Among its neighbours; those without come last.</param>
/// <param name="Backing">What it rests on.</param>
/// <param name="Tags">What it is about.</param>
public sealed record KeyMessageResponse(
    Guid Id, int Version, Guid ConsultationId, MessagePlacement Placement, Dictionary<string, string> Lead, Dictionary<string, string>? Body,
    Dictionary<string, string>[] Points, int? Order, IReadOnlyList<MessageBacking> Backing, MessageTags Tags) : IVersioned
{
    public static KeyMessageResponse Of(KeyMessage m) => new(m.Id, m.Version, m.ConsultationId, new(m.SessionId, m.Category), m.Lead, m.Body, m.Points,
        m.Order, [.. m.Contributions.Select(contribution => new MessageBacking(contribution))], new(m.Gcm, m.Sdg));

    /// <summary>What a merge patch starts from.</summary>
    public static KeyMessageBody BodyOf(KeyMessage m)
    {
        var now = Of(m);
        return new(m.ConsultationId, now.Placement, m.Lead, m.Body, m.Points, m.Order, now.Backing, now.Tags);
    }
}
