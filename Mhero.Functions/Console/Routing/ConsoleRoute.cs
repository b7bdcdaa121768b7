using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Console.Routing;

/// <summary>One page of the console, or one action of a form.</summary>
/// <param name="pattern">The path in the console: segments, of which one in braces takes any value (<c>reviews/{id}</c>); empty for the first page.</param>
/// <param name="role">The least role that may use it.</param>
/// <param name="isAction">Whether it answers POST; others answer GET.</param>
public abstract class ConsoleRoute(string pattern, ConsoleRole role, bool isAction = false)
{
    /// <summary>The path in the console: segments, of which one in braces takes any value; empty for the first page.</summary>
    public string Pattern => pattern;

    /// <summary>The least role that may use it.</summary>
    public ConsoleRole Role => role;

    /// <summary>Whether it answers POST; others answer GET.</summary>
    public bool IsAction => isAction;

    /// <summary>Answers a request of a user with the role; the form token of an action was checked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken);
}
