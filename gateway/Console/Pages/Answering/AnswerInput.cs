namespace MayorsMechanism.Console.Pages.Answering;

/// <summary>What either form of an answer sends.</summary>
public sealed class AnswerInput
{
    public bool Sent { get; set; }
    public string? Reason { get; set; }

    /// <summary>As the API takes it.</summary>
    public object Body(string token, string answer) => new { token, answer, reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim() };
}
