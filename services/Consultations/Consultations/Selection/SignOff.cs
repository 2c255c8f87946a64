using MayorsMechanism.Consultations.Answers;

namespace MayorsMechanism.Consultations.Consultations.Selection;

/// <summary>Whose word a selection of themes needs.</summary>
public enum SignOffParty { Host, Chair }

/// <summary>The word of the regional host, or of the Forum's Chair, for the themes as they are selected.</summary>
/// <param name="Party">Whose.</param>
/// <param name="Recorded">Neither has an account here: how it reached the secretariat, and who wrote it down.</param>
/// <param name="At">When it was written down.</param>
public sealed record SignOff(SignOffParty Party, RecordedAnswer Recorded, DateTimeOffset At);
