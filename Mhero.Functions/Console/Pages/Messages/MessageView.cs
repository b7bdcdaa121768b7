using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>A message request and its progress.</summary>
/// <param name="Detail">The request with those who did not get it.</param>
public sealed record MessageView(RequestDetail Detail)
{
    /// <summary>The request.</summary>
    public RequestSummary Request => Detail.Request;

    /// <summary>Whether it can be revoked: something of it was not sent yet.</summary>
    public bool CanRevoke => Request.State is "active" or "scheduled";

    /// <summary>How many people a resend would reach at most.</summary>
    public int CanBeSentAgain => Detail.Failed.Count(person => person.CanBeSentAgain);
}
