namespace Mhero.DevHost.Examples;

/// <summary>What one health worker writes, message by message.</summary>
/// <param name="From">A telephone number in E.164, or a URN.</param>
/// <param name="Messages">The texts; media as <c>image/jpeg:https://…</c>.</param>
public sealed record Conversation(string From, IReadOnlyList<string> Messages);
