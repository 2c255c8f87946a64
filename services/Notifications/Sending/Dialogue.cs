using System.Text;
using MailKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>How far a letter has come with a mail server.</summary>
enum Step { Opening, Sender, Recipient, Data, Block, End }

/// <summary>
/// Follows what is said between us and a mail server: how far it has come, what was answered last, and how long each step may take
/// (RFC 5321, section 4.5.3.2).
/// </summary>
sealed class Dialogue(TimeProvider clock) : IProtocolLogger
{
    static readonly TimeSpan ForAnswer = TimeSpan.FromMinutes(5);
    static readonly TimeSpan ForData = TimeSpan.FromMinutes(2);
    static readonly TimeSpan ForBlock = TimeSpan.FromMinutes(3);
    static readonly TimeSpan ForEnd = TimeSpan.FromMinutes(10);

    const string EndOfData = "\r\n.\r\n";

    CancellationTokenSource _patience = new();
    string _answer = "", _sent = "";
    bool _isOver;

    public Step Step { get; private set; }

    /// <summary>From here on the server may have the letter, whatever happens.</summary>
    public bool MayHaveLeft => Step >= Step.Block;

    /// <summary>The server's no, in its words; null when it did not say so.</summary>
    public string? Refusal => _answer is ['4' or '5', ..] ? string.Join(' ', Lines(_answer)) : null;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>A new letter, or a new connection.</summary>
    /// <returns>Cancelled when a step takes too long.</returns>
    public CancellationToken Begin()
    {
        _patience.Dispose();
        _patience = new CancellationTokenSource(ForAnswer, clock);
        (Step, _answer, _isOver) = (Step.Opening, "", false);
        return _patience.Token;
    }

    /// <summary>Breaks it off, unless the letter may have left: then the server's answer is worth waiting for.</summary>
    public void Stop()
    {
        if (!MayHaveLeft) _patience.Cancel();
    }

    public void LogConnect(Uri uri) => _patience.CancelAfter(ForAnswer);

    public void LogClient(byte[] buffer, int offset, int count)
    {
        var said = Encoding.Latin1.GetString(buffer, offset, count);
        if (Step is Step.Block)
        {
            _sent = (_sent + said)[^Math.Min(EndOfData.Length, _sent.Length + said.Length)..];
            if (_sent == EndOfData) Enter(Step.End, ForEnd);
            else _patience.CancelAfter(ForBlock);
        }
        else if (said.StartsWith("MAIL ", StringComparison.Ordinal)) Enter(Step.Sender, ForAnswer);
        else if (said.StartsWith("RCPT ", StringComparison.Ordinal)) Enter(Step.Recipient, ForAnswer);
        else if (said.StartsWith("DATA", StringComparison.Ordinal)) Enter(Step.Data, ForData);
        else
        {
            // What is answered to RSET or QUIT is not about the letter.
            _isOver = Step is not Step.Opening;
            _patience.CancelAfter(ForAnswer);
        }
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_isOver) return;
        _answer += Encoding.UTF8.GetString(buffer, offset, count);
        if (Step is Step.Data && _answer is ['3', ..]) Enter(Step.Block, ForBlock);
        if (Step is Step.Opening) _answer = "";
    }

    void Enter(Step step, TimeSpan patience)
    {
        (Step, _answer, _sent) = (step, "", "");
        _patience.CancelAfter(patience);
    }

    /// <summary>550-One<br/>550 Two: the code once, and each line's text.</summary>
    static IEnumerable<string> Lines(string answer) => answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select((line, n) => n is 0 ? line.Length > 3 ? $"{line[..3]} {line[4..]}" : line : line.Length > 4 ? line[4..] : "");

    public void Dispose() => _patience.Dispose();
}
