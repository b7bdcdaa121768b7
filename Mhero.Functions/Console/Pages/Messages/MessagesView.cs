using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The message requests.</summary>
/// <param name="Page">The requests, the latest first.</param>
public sealed record MessagesView(RequestPage Page);
