using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>A place in a flow that saves a result.</summary>
/// <param name="Key">The result's key.</param>
/// <param name="Name">The name that the author gave it.</param>
/// <param name="Node">The node, by its number.</param>
/// <param name="Router">The router that saves it; null for an action.</param>
/// <param name="Action">The action that saves it; null for a router.</param>
/// <param name="IsAsked">Whether it is the contact's answer.</param>
internal sealed record ResultWriter(string Key, string Name, int Node, FlowRouter? Router, FlowAction? Action, bool IsAsked);
