using Mhero.Core.Messaging.Requests;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>A message request and its progress.</summary>
/// <param name="Progress">The progress.</param>
public sealed record MessageView(RequestProgress Progress)
{
    /// <summary>The people whose message is not in a final state.</summary>
    public int Open => Progress.Recipients.GetValueOrDefault("planned") + Progress.Recipients.GetValueOrDefault("sent");

    /// <summary>Whether it can be revoked: something of it was not sent yet.</summary>
    public bool CanRevoke => Progress.State is RequestState.Active or RequestState.Scheduled;
}
