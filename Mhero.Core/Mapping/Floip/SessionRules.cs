namespace Mhero.Core.Mapping.Floip;

/// <summary>When a session is over. Flow Results does not say it, so rules decide.</summary>
/// <param name="InProgressFor">How long a session without another answer is in progress.</param>
/// <param name="FinalQuestions">
/// Questions of which one ends the flow. A session with an answer to one of them is completed; one that ends without is stopped. With
/// none, a session is completed by answers to all questions, or by silence: questions that a flow skips cannot be told from missing ones.
/// </param>
public sealed record SessionRules(TimeSpan InProgressFor, IReadOnlyList<string> FinalQuestions)
{
    /// <summary>A day of silence ends a session.</summary>
    public static SessionRules Default { get; } = new(TimeSpan.FromDays(1), []);
}
