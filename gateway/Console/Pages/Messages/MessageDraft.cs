using MayorsMechanism.Console.Api;

namespace MayorsMechanism.Console.Pages.Messages;

/// <summary>What the form of a key message sends: its text in one language.</summary>
public sealed class MessageDraft
{
    public string? Language { get; set; }
    public string? Lead { get; set; }
    public string? Body { get; set; }

    /// <summary>One per line.</summary>
    public string? Points { get; set; }

    public string? Category { get; set; }

    /// <summary>The contributions that it rests on.</summary>
    public Guid[]? Backing { get; set; }

    /// <summary>Whether there were contributions to choose from: if not, nothing was chosen and nothing unchosen.</summary>
    public bool HasBacking { get; set; }

    public int Version { get; set; }

    /// <summary>The same however often the form is sent.</summary>
    public string? Key { get; set; }

    /// <summary>What a message says now in a language, ready to be changed.</summary>
    public static MessageDraft Of(KeyMessage message, string language) => new()
    {
        Language = language,
        Lead = message.Lead.GetValueOrDefault(language),
        Body = message.Body?.GetValueOrDefault(language),
        Points = string.Join('\n', (message.Points ?? []).Select(point => point.GetValueOrDefault(language) ?? "")).TrimEnd(),
        Category = message.Placement.Category,
        Backing = [.. (message.Backing ?? []).Select(backing => backing.ContributionId)],
        Version = message.Version,
    };

    public object NewMessage(Guid consultation, Placement placement) => new
    {
        consultationId = consultation,
        placement = Sent(placement),
        lead = Alone(Lead),
        body = Alone(Body),
        points = Lines.Length == 0 ? null : Lines.Select(line => Alone(line) ?? []),
        backing = SentBacking,
    };

    /// <summary>A merge patch that leaves the other languages as they are. Points belong together by their place in the list.</summary>
    public object Patch(KeyMessage message)
    {
        var patch = new Dictionary<string, object?>
        {
            ["lead"] = new Dictionary<string, string?> { [Language!] = Blank(Lead) },
            ["body"] = Merged(message.Body, Body) is { Count: > 0 } ? new Dictionary<string, string?> { [Language!] = Blank(Body) } : null,
            ["points"] = MergedPoints(message.Points ?? []),
        };
        if (message.Placement.Category is not null) patch["placement"] = Sent(new(Category: Category));
        if (HasBacking) patch["backing"] = SentBacking;
        return patch;
    }

    IEnumerable<Backing> SentBacking => (Backing ?? []).Select(contribution => new Backing(contribution));

    // Lines are told apart by their place, so a blank one in between stays: a point that is not translated yet.
    string[] Lines => (Points ?? "").ReplaceLineEndings("\n").TrimEnd().Split('\n', StringSplitOptions.TrimEntries) is [_, ..] lines and not [""] ? lines : [];

    Dictionary<string, string>[] MergedPoints(Dictionary<string, string>[] present)
    {
        var lines = Lines;
        var merged = Enumerable.Range(0, Math.Max(lines.Length, present.Length))
            .Select(i => Merged(present.ElementAtOrDefault(i), lines.ElementAtOrDefault(i)));
        return [.. merged.Where(point => point.Count > 0)];
    }

    Dictionary<string, string> Merged(Dictionary<string, string>? present, string? text)
    {
        var merged = new Dictionary<string, string>(present ?? []);
        if (Blank(text) is { } given) merged[Language!] = given;
        else merged.Remove(Language!);
        return merged;
    }

    Dictionary<string, string>? Alone(string? text) => Blank(text) is { } given ? new() { [Language!] = given } : null;

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ReplaceLineEndings("\n");

    static object Sent(Placement placement) =>
        placement.SessionId is { } session ? new { sessionId = session } : new { category = placement.Category };
}
