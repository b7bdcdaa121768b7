using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Console.Routing;

/// <summary>One page of the console, or one action of a form.</summary>
public interface IConsoleRoute
{
    /// <summary>The path in the console: segments, of which one in braces takes any value (<c>reviews/{id}</c>); empty for the first page.</summary>
    string Pattern { get; }

    /// <summary>Whether it answers POST; others answer GET.</summary>
    bool IsAction { get; }

    /// <summary>The least role that may use it.</summary>
    ConsoleRole Role { get; }

    /// <summary>Answers a request of a user with the role; the form token of an action was checked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken);
}
