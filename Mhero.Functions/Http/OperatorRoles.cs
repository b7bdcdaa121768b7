using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Functions.Console;
using Mhero.Functions.Console.Access;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Mhero.Functions.Http;

/// <summary>
/// Holds a person whom App Service Authentication signed in to their role on the HTTP functions, as the console's pages do. A caller without a sign-in has the function
/// key alone: the host checked it, and it allows everything.
/// </summary>
/// <param name="signIn">App Service Authentication.</param>
public sealed class OperatorRoles(AppServiceSignIn signIn) : IFunctionsWorkerMiddleware
{
    /// <summary>Functions for systems: they have no key, or a secret of their own beside it, or are the console, which finds the role itself.</summary>
    private static readonly HashSet<string> ForSystems =
    [
        nameof(GetHealth), nameof(OpenConsole), nameof(ReceiveWebhook), nameof(ReceiveResthook), nameof(AnswerLookup), nameof(ReceiveChange),
        nameof(ListPackages) + "ByToken", nameof(GetPackage) + "ByToken", nameof(ListPackageResponses) + "ByToken",
    ];

    /// <summary>Functions whose answers have no names, numbers, answers or texts of people.</summary>
    private static readonly HashSet<string> ForReaders =
    [
        nameof(GroupDeadLetters), nameof(GetJob), nameof(ListJobs), nameof(ListMessages), nameof(GetMessage), nameof(GetCommunicationRequest), nameof(ListReminders),
        nameof(ListResponses), nameof(GetResponse), nameof(GetCompleteness), nameof(GetAdx), nameof(GetBulkLoad), nameof(GetBulkLoadInstructions), nameof(ListPackages), nameof(GetPackage),
    ];

    private static readonly HashSet<string> ForAdministrators =
        [nameof(PauseSync), nameof(ResumeSync), nameof(DiscardDeadLetters), nameof(ForgetPerson), nameof(AllowPerson), nameof(ExportPerson)];

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && Refuse(context.FunctionDefinition.Name, http.Request) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        await next(context);
    }

    /// <summary>Refuses a request of a person whose role does not allow it.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="request">The request.</param>
    /// <returns>The answer, 403; null when the request may go on.</returns>
    public IResult? Refuse(string function, HttpRequest request)
    {
        if (ForSystems.Contains(function) || signIn.Find(name => request.Headers[name].ToString()) is not { } person)
        {
            return null;
        }

        var least = LeastRole(function, request);
        return ConsoleAccess.RoleOf(person) >= least ? null : Problems.Of(
            StatusCodes.Status403Forbidden, HttpCodes.NoRole, $"You are signed in, and this needs the app role {least}. A system calls it with the function key and without a sign-in.");
    }

    private static ConsoleRole LeastRole(string function, HttpRequest request) =>
        ForAdministrators.Contains(function) ? ConsoleRole.Administrator
        : ForReaders.Contains(function) && !Filters.IsOn(request, "reveal") ? ConsoleRole.Reader
        : function == nameof(ListDeadLetters) && request.Query["payload"] == "false" ? ConsoleRole.Reader
        : ConsoleRole.Operator;
}
