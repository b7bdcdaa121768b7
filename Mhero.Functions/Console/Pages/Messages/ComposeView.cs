using Mhero.Core.Messaging.Recipients;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The page on which a message is written.</summary>
/// <param name="Form">The message.</param>
/// <param name="Cadres">The cadres to choose from.</param>
/// <param name="Groups">The groups to choose from.</param>
/// <param name="Places">The places that the name may mean; empty when none is to be chosen.</param>
/// <param name="Faults">The faults to correct.</param>
public sealed record ComposeView(
    ComposeForm Form, IReadOnlyList<RecipientChoice> Cadres, IReadOnlyList<RecipientChoice> Groups, IReadOnlyList<RecipientChoice> Places, IReadOnlyList<string> Faults);
