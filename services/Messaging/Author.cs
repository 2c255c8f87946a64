namespace MayorsMechanism.Messaging;

/// <summary>Who is doing what is being done, for the history: the caller of a request, or the service itself.</summary>
/// <param name="Subject">Client id, staff account id, or <c>system</c>.</param>
/// <param name="Client">Through which client; null when the service does it by itself.</param>
public sealed record Author(string Subject, string? Client)
{
    static readonly AsyncLocal<Author?> Present = new();

    public static readonly Author System = new("system", null);

    public static Author Current
    {
        get => Present.Value ?? System;
        set => Present.Value = value;
    }
}
