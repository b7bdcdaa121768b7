using Mhero.Core;

namespace Mhero.Functions.Http;

/// <summary>The refusals of the endpoints of bulk loads.</summary>
internal static class BulkLoadProblems
{
    public static IResult None() => Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoBulkLoad, "There is none: POST bulk-load starts one.");

    public static IResult NoFiles() =>
        Problems.Of(StatusCodes.Status409Conflict, HttpCodes.NoBulkFile, "The bulk load has no such file now: GET bulk-load lists the files while its state is waiting.");
}
