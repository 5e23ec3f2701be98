;; The two loops of lossOdds that take the time; what they compute is told in walk.ts, whose plain twin gives the
;; same bits. A row is 256 worlds: 32 bytes.
(module
  (import "host" "memory" (memory 1))

  ;; Steps from $step to $end, 4 bytes each: the number of a step. Of each its tail and head, bytes of their rows, are
  ;; at $tails + 4*number and $heads + 4*number, its mask at $masks + 32*number.
  ;;     tail |= mask & head
  ;; Tells whether any bit is new.
  (func (export "walk")
    (param $step i32) (param $end i32) (param $tails i32) (param $heads i32) (param $masks i32) (result i32)
    (local $number i32) (local $tail i32) (local $head i32) (local $mask i32)
    (local $old v128) (local $new v128) (local $changed v128)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $step) (local.get $end)))
        (local.set $number (i32.shl (i32.load (local.get $step)) (i32.const 2)))
        (local.set $step (i32.add (local.get $step) (i32.const 4)))
        (local.set $tail (i32.load (i32.add (local.get $tails) (local.get $number))))
        (local.set $head (i32.load (i32.add (local.get $heads) (local.get $number))))
        (local.set $mask (i32.add (local.get $masks) (i32.shl (local.get $number) (i32.const 3))))
        (local.set $old (v128.load (local.get $tail)))
        (local.set $new (v128.andnot
          (v128.and (v128.load (local.get $mask)) (v128.load (local.get $head))) (local.get $old)))
        (local.set $changed (v128.or (local.get $changed) (local.get $new)))
        (v128.store (local.get $tail) (v128.or (local.get $old) (local.get $new)))
        (local.set $old (v128.load offset=16 (local.get $tail)))
        (local.set $new (v128.andnot
          (v128.and (v128.load offset=16 (local.get $mask)) (v128.load offset=16 (local.get $head))) (local.get $old)))
        (local.set $changed (v128.or (local.get $changed) (local.get $new)))
        (v128.store offset=16 (local.get $tail) (v128.or (local.get $old) (local.get $new)))
        (br $each)))
    (v128.any_true (local.get $changed)))

  ;; Adds $rate to each of the 256 numbers at $sums whose bit is set in the row at $row.
  (func (export "add") (param $row i32) (param $sums i32) (param $rate f64)
    (local $end i32) (local $stop i32) (local $word i32)
    (local $bits v128) (local $two v128) (local $rates v128)
    (local.set $two (v128.const i64x2 1 2))
    (local.set $rates (f64x2.splat (local.get $rate)))
    (local.set $end (i32.add (local.get $row) (i32.const 32)))
    (loop $eachWord
      (local.set $word (i32.load (local.get $row)))
      (local.set $row (i32.add (local.get $row) (i32.const 4)))
      (local.set $stop (i32.add (local.get $sums) (i32.const 256)))
      (if (i32.eqz (local.get $word))
        (then (local.set $sums (local.get $stop)))
        (else
          (local.set $bits (i64x2.splat (i64.extend_i32_u (local.get $word))))
          (loop $eachTwo
            (v128.store (local.get $sums)
              (f64x2.add
                (v128.load (local.get $sums))
                (v128.and
                  (local.get $rates)
                  (i64x2.eq (v128.and (local.get $bits) (local.get $two)) (local.get $two)))))
            (local.set $bits (i64x2.shr_u (local.get $bits) (i32.const 2)))
            (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
            (br_if $eachTwo (i32.lt_u (local.get $sums) (local.get $stop))))))
      (br_if $eachWord (i32.lt_u (local.get $row) (local.get $end))))))
